import type { ReactNode } from "react";
import { ROLE_NAMES, type Role } from "../../app/viewer";
import { NBSP, plural } from "../../lib/text";
import { Card } from "../../ui/card/Card";
import { Select } from "../../ui/field/Field";
import { Notice } from "../../ui/notice/Notice";
import { RadioCards } from "../../ui/radio-cards/RadioCards";
import { SavingPill } from "../../ui/saving/SavingPill";
import { SettingsFrame } from "./SettingsFrame";
import { SET_SECURITY_OPTIONS } from "./settings.gql";
import css from "./settings.module.css";
import { type School, type Settings, useSetting } from "./useSetting";
import { ACTIVATIONS, MESSAGES, minutesOffered, RESETS, SECOND_FACTORS } from "./words";

/** How people prove who they are, and for how long they stay signed in; R7, R10, R13. */
export function SecurityPage() {
  return (
    <SettingsFrame
      title="Sécurité"
      lead="Comment on se connecte, et combien de temps. Chaque changement vaut aussitôt et laisse une ligne au journal."
    >
      {(school, settings) => <Security school={school} settings={settings} />}
    </SettingsFrame>
  );
}

type Choice = "activation" | "signInMessages" | "reset" | "secondFactor";

function Security({ school, settings }: { school: School; settings: Settings }) {
  const readOnly = !settings.viewerCan.includes("SET_SECURITY_OPTIONS");
  const common = { school, settings, readOnly };
  return (
    <div className={css.stack}>
      {readOnly && (
        <Notice title="Lecture seule">
          <span>L’administrateur de l’établissement peut changer ces réglages.</span>
        </Notice>
      )}
      {!settings.mailReachesPeople && (
        <Notice tone="soon" title="Aucun serveur de courrier n’est configuré">
          <span>
            Aucune lettre n’arrive{NBSP}: ce qui en dépend ne peut pas être choisi. La personne qui tient le
            serveur d’Établi peut y remédier.
          </span>
        </Notice>
      )}
      <Card title="Première connexion">
        <div className={css.body}>
          <Choose
            {...common}
            name="activation"
            legend="Ce qui ouvre un compte la première fois"
            options={ACTIVATIONS.map((option) => ({
              ...option,
              disabled: option.value === "MAIL_LINK" && !settings.mailReachesPeople,
            }))}
          />
          {settings.activation === "BIRTH_DATE" && (
            <Notice tone="soon" title="Une date de naissance n’est pas un secret">
              <span>
                Les camarades d’un élève la connaissent, et il n’y en a guère plus de 2{NBSP}000 possibles.
                Établi limite le risque{NBSP}: elle ne sert qu’une fois, pendant les deux semaines
                d’ouverture, avec cinq essais en tout, et seulement à choisir un mot de passe. Quelqu’un peut
                malgré tout ouvrir le compte d’un autre avant lui. Garder ce réglage, c’est accepter ce risque
                {NBSP}; un code remis à chacun l’écarte.
              </span>
            </Notice>
          )}
        </div>
      </Card>
      <Card title="Connexion refusée">
        <div className={css.body}>
          <Choose
            {...common}
            name="signInMessages"
            legend="Ce que dit la page de connexion"
            options={MESSAGES}
          />
        </div>
      </Card>
      <Card title="Mot de passe oublié">
        <div className={css.body}>
          <Choose
            {...common}
            name="reset"
            legend="Ce que reçoit le personnel par courrier électronique"
            options={RESETS.map((option) => ({
              ...option,
              disabled: !settings.mailReachesPeople && option.value !== settings.reset,
            }))}
          />
        </div>
      </Card>
      <Card title="Seconde preuve">
        <div className={css.body}>
          <Choose
            {...common}
            name="secondFactor"
            legend="À qui un code de téléphone est demandé en plus du mot de passe"
            options={SECOND_FACTORS}
          />
        </div>
      </Card>
      <Card title="Durée des sessions">
        <div className={css.body}>
          <p className="small">
            Temps sans rien faire après lequel il faut se connecter de nouveau. Une durée longue laisse une
            console affichée pendant une réunion, mais aussi un poste oublié à qui passe devant. Quelle que
            soit la durée, une session finit au bout de 12{NBSP}heures. Les sessions ouvertes suivent{NBSP}:
            une durée plus courte compte dès maintenant, une plus longue à leur prochaine action.
          </p>
          <div className={css.lengths}>
            {settings.sessionLengths.map(({ role }) => (
              <Length key={role} {...common} role={role} />
            ))}
          </div>
        </div>
      </Card>
    </div>
  );
}

type Common = { school: School; settings: Settings; readOnly: boolean };

/** One choice that saves itself. */
function Choose<Name extends Choice>({
  school,
  settings,
  readOnly,
  name,
  legend,
  options,
}: Common & {
  name: Name;
  legend: string;
  options: readonly { value: Settings[Name]; label: string; about: ReactNode; disabled?: boolean }[];
}) {
  const setting = useSetting<Settings[Name]>({
    school,
    name,
    read: (one) => (one.settings ?? settings)[name],
    document: SET_SECURITY_OPTIONS,
    input: (value) => ({ [name]: value }),
  });
  return (
    <div className={css.setting}>
      <RadioCards
        legend={legend}
        value={setting.value}
        options={options}
        readOnly={readOnly}
        error={setting.error}
        onChange={(value) => {
          setting.set(value);
          void setting.flush();
        }}
      />
      {!readOnly && !setting.error && (
        <SavingPill saving={setting.saving} onMine={setting.keepMine} onTheirs={setting.takeTheirs} />
      )}
    </div>
  );
}

function Length({ school, settings, readOnly, role }: Common & { role: Role }) {
  const of = (one: Settings) => one.sessionLengths.find((length) => length.role === role);
  const setting = useSetting<number>({
    school,
    name: `session|${role}`,
    read: (one) => of(one.settings ?? settings)?.minutes ?? 0,
    document: SET_SECURITY_OPTIONS,
    input: (minutes) => ({ sessionLengths: [{ role, minutes }] }),
  });
  const length = of(settings);
  if (!length) return null;
  const words = (minutes: number) =>
    `${plural(minutes, "minute", "minutes")}${minutes === length.usual ? " (habituel)" : ""}`;
  if (readOnly) {
    return (
      <p>
        <b className={css.label}>{ROLE_NAMES[role]}</b>
        <br />
        {words(setting.value)}
      </p>
    );
  }
  return (
    <div className={css.setting}>
      <Select
        label={ROLE_NAMES[role]}
        value={setting.value}
        error={setting.error}
        onChange={(event) => {
          setting.set(Number(event.currentTarget.value));
          void setting.flush();
        }}
      >
        {minutesOffered(length, setting.value).map((minutes) => (
          <option key={minutes} value={minutes}>
            {words(minutes)}
          </option>
        ))}
      </Select>
      {!readOnly && !setting.error && (
        <SavingPill saving={setting.saving} onMine={setting.keepMine} onTheirs={setting.takeTheirs} />
      )}
    </div>
  );
}
