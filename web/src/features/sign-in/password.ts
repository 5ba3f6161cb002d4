export type Rule = { text: string; met: boolean };

/** What can be checked while typing; the service knows more (names, birth date, common passwords) and has the last word; R9. */
export function rulesOf(
  password: string,
  again: string,
  known: { login: string; minimumLength: number },
): Rule[] {
  const plain = simplify(password);
  const pieces = simplify(known.login)
    .split(/[.-]/)
    .filter((piece) => piece.length > 3);
  return [
    {
      text: `Au moins ${known.minimumLength} caractères (${password.length} pour l’instant)`,
      met: password.length >= known.minimumLength,
    },
    {
      text: "Sans l’identifiant ni le nom",
      met: password !== "" && !pieces.some((piece) => plain.includes(piece)),
    },
    { text: "Deux fois le même", met: password !== "" && password === again },
  ];
}

function simplify(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
