import { type Proved, SecondStep } from "../../app/SecondStep";
import { Button } from "../../ui/button/Button";

/** The second step of signing in, on the page where the password was given. */
export function CodeStep({
  ticket,
  onIn,
  onBack,
}: {
  ticket: string;
  onIn: (viewer: Proved) => Promise<void>;
  /** Back to the password, with why when it was not wanted. */
  onBack: (why?: string) => void;
}) {
  return (
    <>
      <h1 tabIndex={-1}>Code de connexion</h1>
      <p>Le mot de passe est bon. Il reste à donner le code de votre téléphone, dans les cinq minutes.</p>
      <SecondStep ticket={ticket} onIn={onIn} onExpired={onBack}>
        {(busy) => (
          <>
            <Button variant="filled" size="l" wide type="submit" busy={busy}>
              Se connecter
            </Button>
            <Button variant="bare" size="l" wide onClick={() => onBack()}>
              Revenir au mot de passe
            </Button>
          </>
        )}
      </SecondStep>
      <p className="small muted">
        Ni téléphone ni codes de secours{"\u00a0"}? L’administrateur de l’établissement peut retirer cette
        étape.
      </p>
    </>
  );
}
