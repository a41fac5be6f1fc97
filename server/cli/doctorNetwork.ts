// Proxies and certificates: what settings and environment say about the way to the provider.
import type { Settings } from '../settings/schema.ts';
import type { Environment } from '../world/environment.ts';
import type { Files } from '../world/files.ts';
import type { Check } from './doctor.ts';

const proxyVariables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];
const certificateVariables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** One row per setting and variable that is set. A proxy of the settings goes before those of the environment. */
export async function networkChecks(
  environment: Environment,
  files: Files,
  http: Settings['http'],
): Promise<readonly Check[]> {
  const chosen: readonly Check[] =
    http.proxy === null ? [] : [{ name: 'proxy', verdict: 'info', finding: `http.proxy=${http.proxy}` }];
  const proxies = proxyVariables.flatMap((variable): readonly Check[] => {
    const value = environment.variable(variable);
    return value === undefined ? [] : [{ name: 'proxy', verdict: 'info', finding: `${variable}=${value}` }];
  });
  const direct: Check = { name: 'proxy', verdict: 'info', finding: 'none set' };
  const certificates = await Promise.all(
    certificateVariables.map((variable) => certificateCheck(variable, environment.variable(variable), files)),
  );
  const own = await Promise.all(
    http.extraCertificates.map((path) =>
      certificateCheck('http.extraCertificates', path.replace(/^~(?=\/)/, environment.directories.home), files),
    ),
  );
  return [
    ...(chosen.length + proxies.length > 0 ? [...chosen, ...proxies] : [direct]),
    ...[...own, ...certificates].filter((check) => check !== undefined),
    ...unverified(environment),
  ];
}

async function certificateCheck(name: string, path: string | undefined, files: Files): Promise<Check | undefined> {
  if (path === undefined) return undefined;
  const finding = `${name}=${path}`;
  if ((await files.info(path))?.kind === 'file') return { name: 'certificates', verdict: 'ok', finding };
  return {
    name: 'certificates',
    verdict: 'failed',
    finding: `${finding} is not there`,
    cure: `Point ${name} at a PEM file, or unset it.`,
  };
}

function unverified(environment: Environment): readonly Check[] {
  if (environment.variable('NODE_TLS_REJECT_UNAUTHORIZED') !== '0') return [];
  return [
    {
      name: 'certificates',
      verdict: 'failed',
      finding: 'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody on the way read your code and key',
      cure: 'Unset it; for a company certificate set NODE_EXTRA_CA_CERTS instead.',
    },
  ];
}
