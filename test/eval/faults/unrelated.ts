// A function per language that has nothing to do with the file.

export const unrelated: Readonly<Record<string, string>> = {
  typescript:
    'export function unrelatedHelper(left: number, right: number): number {\n  const sum = left + right;\n  return sum * 2;\n}\n',
  javascript: 'function unrelatedHelper(left, right) {\n  const sum = left + right;\n  return sum * 2;\n}\n',
  python: 'def unrelated_helper(left, right):\n    total = left + right\n    return total * 2\n',
  c: 'static int unrelated_helper(int left, int right)\n{\n  int sum = left + right;\n  return sum * 2;\n}\n',
  cpp: 'int unrelatedHelper(int left, int right) {\n  int sum = left + right;\n  return sum * 2;\n}\n',
  go: 'func unrelatedHelper(left, right int) int {\n\tsum := left + right\n\treturn sum * 2\n}\n',
  rust: 'fn unrelated_helper(left: i32, right: i32) -> i32 {\n    let sum = left + right;\n    sum * 2\n}\n',
  php: 'function unrelatedHelper($left, $right) {\n    $sum = $left + $right;\n    return $sum * 2;\n}\n',
  perl: 'sub unrelated_helper {\n    my ($left, $right) = @_;\n    return $left + $right;\n}\n',
  shellscript: 'unrelated_helper() {\n  local left="$1"\n  echo "$left"\n}\n',
  ruby: 'def unrelated_helper(left, right)\n  sum = left + right\n  sum * 2\nend\n',
  lua: 'local function unrelated_helper(left, right)\n  local sum = left + right\n  return sum * 2\nend\n',
  'emacs-lisp': '(defun unrelated-helper (left right)\n  (let ((sum (+ left right)))\n    (* sum 2)))\n',
};
