/** The texts of what a person can do where a permission or a proof is missing, in Spanish. */
import type { permissionEn } from "./permission-en";
import type { Translation } from "./translate";

export const permissionEs: Translation<typeof permissionEn> = {
  "consent.title": "Trato aún no puede hacer esto",
  "consent.text":
    "Alguien tiene que aceptar que Trato use esta parte de Outlook. Se acepta en esa página; si pide un administrador, basta con enviarle la dirección.",
  "consent.admin":
    "Un administrador de la organización tiene que aceptar que Trato use esta parte de Outlook.",
  "consent.open": "Abrir la página",
  "consent.copy": "Copiar la dirección",
  "consent.copied": "Copiada",
  "claims.title": "Iniciar sesión otra vez",
  "claims.text":
    "La organización pide una prueba más de identidad, como un código en el teléfono. Después se sigue aquí.",
  "claims.signIn": "Iniciar sesión",
  "claims.failed": "No se pudo iniciar sesión: {reason}",
  "step.retry": "Reintentar",
};
