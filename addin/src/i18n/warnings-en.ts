/** What is said about a draft before it is sent; Outlook's own lines above a draft hold 150 characters. */
export const warningsEn = {
  several_customers: "People of several customers would read this: {accounts}.",
  other_customer: "{person} is with {account}; this conversation is about {about}.",
  look_alike: "Nobody knows {address}. Was {known} meant?",
  no_opportunity: "{account} has no open opportunity.",
  unclear_opportunity: "It is not clear which opportunity of {account} this is about.",
  "send.ask": "Please check before sending:",
  "send.open": "Open Trato",
  "notice.linked": "Trato: part of {name}",
} as const;
