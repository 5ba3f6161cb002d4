/** The two fields in which a new password is typed. */
export type Typed = { password: string; again: string };

/** A rule of R9, where one stands with it while typing, and the field where it is put right. */
export type Rule = { text: string; now?: string; met: boolean; field: keyof Typed };

/** What can be checked while typing; the service knows more (names, birth date, common passwords) and has the last word; R9. */
export function rulesOf(
  { password, again }: Typed,
  known: { login: string; minimumLength: number },
): readonly Rule[] {
  const plain = simplify(password);
  const pieces = simplify(known.login)
    .split(/[.-]/)
    .filter((piece) => piece.length > 3);
  return [
    {
      text: `Au moins ${known.minimumLength} caractères`,
      now: `${password.length} pour l’instant`,
      met: password.length >= known.minimumLength,
      field: "password",
    },
    {
      text: "Sans l’identifiant ni le nom",
      met: password !== "" && !pieces.some((piece) => plain.includes(piece)),
      field: "password",
    },
    { text: "Deux fois le même", met: password !== "" && password === again, field: "again" },
  ];
}

function simplify(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
