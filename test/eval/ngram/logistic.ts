// Logistic regression by Newton's method: a few dozen features, tens of thousands of samples, a second.

export interface Sample {
  readonly features: readonly number[];
  readonly right: boolean;
}

/** Weights that make what happened most likely, slightly drawn to zero so that features that say the same share the weight. */
export function fitLogistic(samples: readonly Sample[]): number[] {
  const size = samples[0]?.features.length ?? 0;
  let weights: number[] = new Array<number>(size).fill(0);
  for (let round = 0; round < 15; round++) {
    const gradient = weights.map((weight) => -weight);
    const curvature = weights.map((_, row) => weights.map((_, column): number => (row === column ? 1 : 0)));
    for (const { features, right } of samples) {
      const sum = features.reduce((total, value, index) => total + value * (weights[index] ?? 0), 0);
      const probability = 1 / (1 + Math.exp(-sum));
      const miss = (right ? 1 : 0) - probability;
      const spread = probability * (1 - probability);
      for (const [row, value] of features.entries()) {
        if (value === 0) continue;
        gradient[row] = (gradient[row] ?? 0) + miss * value;
        const line = curvature[row];
        if (line === undefined) continue;
        for (let column = 0; column < size; column++)
          line[column] = (line[column] ?? 0) + spread * value * (features[column] ?? 0);
      }
    }
    const step = solve(curvature, gradient);
    weights = weights.map((weight, index) => weight + (step[index] ?? 0));
  }
  return weights;
}

/** Gauss elimination with pivoting; the matrix is changed. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  for (let column = 0; column < rows.length; column++) {
    let pivot = column;
    for (let row = column + 1; row < rows.length; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    }
    const top = rows[pivot] ?? [];
    rows[pivot] = rows[column] ?? [];
    rows[column] = top;
    for (let row = 0; row < rows.length; row++) {
      const line = rows[row];
      if (row === column || line === undefined) continue;
      const factor = (line[column] ?? 0) / (top[column] ?? 1);
      if (factor === 0) continue;
      for (let index = column; index <= rows.length; index++)
        line[index] = (line[index] ?? 0) - factor * (top[index] ?? 0);
    }
  }
  return rows.map((row, index) => (row[rows.length] ?? 0) / (row[index] ?? 1));
}
