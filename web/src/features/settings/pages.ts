/** The pages of the settings, loaded together: whoever opens one of their tabs opens the others. */
export { EstablishmentPage } from "./EstablishmentPage";
export { InspectionPage } from "./InspectionPage";
export { SecurityPage } from "./SecurityPage";
export { TransfersPage } from "./TransfersPage";
