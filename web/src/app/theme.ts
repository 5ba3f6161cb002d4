/** The person's choice of colours on this device; `system` follows the machine. */
export type Theme = "system" | "light" | "dark";
const KEPT = "etabli.theme";

export function theme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** Shows the kept choice; before the first paint. */
export function applyTheme(): void {
  const choice = theme();
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

/** Keeps a choice, and shows it. */
export function chooseTheme(choice: Theme): void {
  if (choice === "system") localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, choice);
  applyTheme();
}
