import { useState } from "react";
import { Button } from "../ui/button/Button";
import { toast } from "../ui/toast/toast";
import { HEADERS } from "./client";
import { session } from "./session";

const FAILED = "Les fiches ne sont pas prêtes. Vérifiez le réseau, puis recommencez.";

/** Takes away the activation slips of a division, eight to a page. Each printing makes new codes: the former are worth nothing. */
export function PrintSlips({ division }: { division: string }) {
  const [busy, setBusy] = useState(false);

  async function print() {
    setBusy(true);
    const said = await fetchSlips(division).catch(() => FAILED);
    setBusy(false);
    if (said) toast(said, { tone: "late" });
    else toast("Les fiches sont dans vos téléchargements. Celles d’avant ne servent plus.");
  }

  return (
    <Button icon="printer" busy={busy} onClick={() => void print()}>
      Imprimer les fiches de la classe
    </Button>
  );
}

/** Why there are no slips, or nothing once they are saved. */
async function fetchSlips(division: string): Promise<string | null> {
  const ask = () => fetch(`/divisions/${division}/slips.pdf`, { method: "POST", headers: HEADERS });
  let answer = await ask();
  if (answer.status === 401) {
    // The session ended meanwhile: it is asked again once the person is back.
    await session.over();
    answer = await ask();
  }
  if (!answer.ok) {
    const body = (await answer.json().catch(() => null)) as { errors?: { message?: string }[] } | null;
    return body?.errors?.[0]?.message ?? FAILED;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download =
    /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "fiches.pdf";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return null;
}
