/** Lo que se dice de un borrador antes de enviarlo. */
import type { Translation } from "./translate";
import type { warningsEn } from "./warnings-en";

export const warningsEs: Translation<typeof warningsEn> = {
  several_customers: "Lo leerían personas de varios clientes: {accounts}.",
  other_customer: "{person} es de {account}; esta conversación trata de {about}.",
  look_alike: "Nadie conoce {address}. ¿Se quería escribir a {known}?",
  no_opportunity: "{account} no tiene ninguna oportunidad abierta.",
  unclear_opportunity: "No está claro de qué oportunidad de {account} se trata.",
  "send.ask": "Conviene revisarlo antes de enviar:",
  "send.open": "Abrir Trato",
  "notice.linked": "Trato: parte de {name}",
};
