/** Why a link was made, in Spanish; one sentence a reason code. */
import type { reasonsEn } from "./reasons-en";
import type { Translation } from "./translate";

export const reasonsEs: Translation<typeof reasonsEn> = {
  explicit: "Elegido por {name}",
  participant_contact: "{name} participa en esta oportunidad",
  decision_maker_writes: "{name}, que decide, está en la conversación",
  account_domain: "Alguien de {account} está en la conversación",
  account_named: "Nombra {words}, la empresa de la oportunidad",
  only_open_opportunity: "La única oportunidad abierta de {account}",
  name_words: "El asunto nombra {words}, igual que la oportunidad",
  text_words: "El texto nombra {words}, igual que la oportunidad",
  product_words: "Menciona lo que la oportunidad vende: {words}",
  product_code: "Nombra el producto {words}",
  reference_number: "Lleva la referencia {number}",
  same_number: "Lleva {number}, como otros correos vinculados a esta oportunidad",
  same_talk: "Por esas fechas las mismas personas escribían sobre esta oportunidad",
  taught: "Alguien vinculó a ella correo de una de estas personas",
  taught_words: "El asunto se parece a uno que alguien vinculó a ella",
  not_business_before: {
    one: "Alguien marcó una conversación del mismo remitente como ajena al negocio",
    other: "Alguien marcó {count} conversaciones del mismo remitente como ajenas al negocio",
  },
  about_a_sale: "Trata de una oferta",
  about_an_order: "Trata de un pedido",
  about_service: "Parece servicio técnico, no una venta",
  about_billing: "Parece una factura, no una venta",
  owner_mailbox: "El responsable de la oportunidad está en la conversación",
  recent_activity: "La oportunidad empezó por esas fechas, el {date}",
  several_candidates: {
    one: "{count} oportunidad posible",
    other: "{count} oportunidades posibles",
  },
  closed_lately: "La oportunidad se había cerrado poco antes",
  closed_opportunity: "La oportunidad no estaba abierta en ese momento",
  no_opportunity: "{account} no tiene una oportunidad que encaje",
};
