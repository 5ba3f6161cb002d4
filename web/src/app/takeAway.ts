import { save } from "../lib/download";
import { fetchOptions } from "./client";
import { session } from "./session";

/**
 * Saves a file that the service makes, under the name it gives; answers why there is none, or nothing.
 * What the service changes to make it takes `POST`.
 */
export async function takeAway(
  address: string,
  otherwise: string,
  method: "GET" | "POST" = "GET",
): Promise<string | null> {
  const ask = () => fetch(address, { ...fetchOptions(), method });
  try {
    let answer = await ask();
    if (answer.status === 401) {
      // The session ended meanwhile: it is asked again once the person is back.
      await session.over();
      answer = await ask();
    }
    if (!answer.ok) return await sentenceIn(answer);
    const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
    save(name ?? otherwise, await answer.blob());
    return null;
  } catch {
    return "Le réseau ne répond pas. Réessayez dans un instant.";
  }
}

/** Why the service refused, as it says it. */
async function sentenceIn(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => null);
  const errors = (body as { errors?: { message?: string }[] } | null)?.errors;
  return errors?.[0]?.message ?? "Le service ne répond pas comme prévu. Réessayez dans un instant.";
}
