// Proxies and certificates: what the environment says about the way to the provider.
import type { Environment } from '../world/environment.ts';
import type { Files } from '../world/files.ts';
import type { Check } from './doctor.ts';

const proxyVariables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];
const certificateVariables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** One row per variable that is set. */
export async function networkChecks(environment: Environment, files: Files): Promise<readonly Check[]> {
  const proxies = proxyVariables.flatMap((variable): readonly Check[] => {
    const value = environment.variable(variable);
    return value === undefined ? [] : [{ name: 'proxy', verdict: 'info', finding: `${variable}=${value}` }];
  });
  const direct: Check = { name: 'proxy', verdict: 'info', finding: 'none set' };
  const certificates = await Promise.all(
    certificateVariables.map((variable) => certificateCheck(variable, environment, files)),
  );
  return [
    ...(proxies.length > 0 ? proxies : [direct]),
    ...certificates.filter((check) => check !== undefined),
    ...unverified(environment),
  ];
}

async function certificateCheck(variable: string, environment: Environment, files: Files): Promise<Check | undefined> {
  const path = environment.variable(variable);
  if (path === undefined) return undefined;
  const finding = `${variable}=${path}`;
  if ((await files.info(path))?.kind === 'file') return { name: 'certificates', verdict: 'ok', finding };
  return {
    name: 'certificates',
    verdict: 'failed',
    finding: `${finding} is not there`,
    cure: `Point ${variable} at a PEM file, or unset it.`,
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
