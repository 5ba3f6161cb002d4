/** The zones of French schools; R187. */
export const ZONES: readonly { zone: string; label: string }[] = [
  { zone: "Europe/Paris", label: "France métropolitaine" },
  { zone: "America/Guadeloupe", label: "Guadeloupe" },
  { zone: "America/Martinique", label: "Martinique" },
  { zone: "America/Cayenne", label: "Guyane" },
  { zone: "America/St_Barthelemy", label: "Saint-Barthélemy" },
  { zone: "America/Marigot", label: "Saint-Martin" },
  { zone: "America/Miquelon", label: "Saint-Pierre-et-Miquelon" },
  { zone: "Indian/Reunion", label: "La Réunion" },
  { zone: "Indian/Mayotte", label: "Mayotte" },
  { zone: "Pacific/Noumea", label: "Nouvelle-Calédonie" },
  { zone: "Pacific/Tahiti", label: "Polynésie française (Tahiti)" },
  { zone: "Pacific/Marquesas", label: "Polynésie française (Marquises)" },
  { zone: "Pacific/Gambier", label: "Polynésie française (Gambier)" },
  { zone: "Pacific/Wallis", label: "Wallis-et-Futuna" },
];
