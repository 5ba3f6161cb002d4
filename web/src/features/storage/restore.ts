import { client } from "../../app/client";
import { problemsOf } from "../../app/failure";
import { toast } from "../../ui/toast/toast";
import { RESTORE } from "./storage.gql";

/** Takes a file back from the bin, and says how that went. */
export async function restore({ id, name }: { id: string; name: string }): Promise<void> {
  const { data, error } = await client.mutation(RESTORE, { input: { id } }).toPromise();
  const problem = Object.values(problemsOf(error, data?.restoreStorageFile.errors))[0];
  if (problem) toast(problem, { tone: "late" });
  else toast(`«\u00a0${name}\u00a0» est rétabli.`);
}
