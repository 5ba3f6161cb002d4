/**
 * Every address of the client, as a function of its parameters. No path is written anywhere else,
 * but in the `path` of a route.
 */
export const paths = {
  start: () => "/",
  signIn: (uai: string) => `/${uai}`,
  activation: (uai: string, secret: string) => `/${uai}/activation/${secret}`,
  forgotten: (uai: string) => `/${uai}/mot-de-passe-oublie`,
  home: () => "/accueil",
  console: () => "/console",
  tracking: () => "/suivi",
  trackingOf: (division: string) => `/suivi/${division}`,
  calendar: () => "/calendrier",
  imports: () => "/imports",
  newLearner: () => "/imports/apprenant",
  importRun: (id: string) => `/imports/${id}`,
  users: () => "/utilisateurs",
  user: (id: string) => `/utilisateurs/${id}`,
  newUser: () => "/utilisateurs/nouveau",
  logs: () => "/journal",
  jobs: () => "/taches",
  myBilans: () => "/mes-bilans",
  storage: () => "/stockage",
  schoolImages: () => "/parametres/logo",
  settings: () => "/parametres",
  securitySettings: () => "/parametres/securite",
  transferSettings: () => "/parametres/transferts",
  inspectionSettings: () => "/parametres/inspection",
  account: () => "/mon-compte",
  help: () => "/aide",
  helpArticle: (slug: string) => `/aide/${slug}`,
  writeTicket: () => "/aide/ecrire",
  tickets: () => "/aide/demandes",
  ticket: (id: string) => `/aide/demandes/${id}`,
  accessibility: () => "/accessibilite",
} as const;

/** What an establishment's code looks like: seven digits and a letter. */
export const UAI = /^\d{7}[A-Za-z]$/;
