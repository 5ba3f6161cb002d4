/** What is wrong, by path of the input: `newPassword`, `periods.0.startsOn`; under `""`, what is wrong with the whole. */
export type Problems = Readonly<Record<string, string>>;

/** Where each problem is said: at its field. */
export function byField(errors: readonly { path: string | null; message: string }[]): Problems {
  return Object.fromEntries(errors.map((error) => [error.path ?? "", error.message]));
}
