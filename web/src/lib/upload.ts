import { HEADERS } from "../app/client";
import { session } from "../app/session";

/** What a file is sent for, in the word of the service. */
export type Purpose = "import" | "logo" | "stamp" | "storage" | "ticket";

/** How the sending of one file ended: `name` is the one the service gave it, `again` whether sending the same may help. */
export type Sent = { id: string; name: string } | { message: string; again: boolean };

const FAILED = "L’envoi n’a pas abouti. Vérifiez le réseau, puis recommencez.";

/** Sends one file; `progress` is told the share sent, from 0 to 1. `signal` gives up. */
export async function upload(
  file: File,
  purpose: Purpose,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  const answer = await send(file, purpose, progress, signal);
  if (answer.status !== 401 || signal.aborted) return answer.sent;
  // The session ended meanwhile: the file leaves again once the person is back.
  await session.over();
  return (await send(file, purpose, progress, signal)).sent;
}

function send(file: File, purpose: Purpose, progress: (share: number) => void, signal: AbortSignal) {
  return new Promise<{ status: number; sent: Sent }>((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/files?purpose=${purpose}`);
    for (const [name, value] of Object.entries(HEADERS)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => {
      const body = request.response as { id?: string; name?: string; errors?: { message?: string }[] } | null;
      const sent =
        request.status < 300 && typeof body?.id === "string"
          ? { id: body.id, name: body.name ?? file.name }
          : {
              message: body?.errors?.[0]?.message ?? FAILED,
              again: request.status === 429 || request.status >= 500,
            };
      resolve({ status: request.status, sent });
    };
    request.onerror = () => resolve({ status: 0, sent: { message: FAILED, again: true } });
    request.onabort = () => resolve({ status: 0, sent: { message: "Envoi arrêté.", again: true } });
    signal.addEventListener("abort", () => request.abort());
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}
