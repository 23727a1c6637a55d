/** The texts of what a person can do where a permission or a proof is missing, in English. */
export const permissionEn = {
  "consent.title": "Trato may not do this yet",
  "consent.text":
    "Somebody has to agree that Trato uses this part of Outlook. Open the page and agree; where it asks for an administrator, send them its address.",
  "consent.admin": "An administrator of your organisation has to agree that Trato uses this part of Outlook.",
  "consent.open": "Open the page",
  "consent.copy": "Copy its address",
  "consent.copied": "Copied",
  "claims.title": "Sign in once more",
  "claims.text":
    "Your organisation asks for one more proof that it is you, such as a code on your phone. Then it goes on here.",
  "claims.signIn": "Sign in",
  "claims.failed": "Signing in did not work: {reason}",
  "step.retry": "Try again",
} as const;
