/** Whether this Outlook has a requirement set; asked at run time, because hosts differ more than manifests can say. */
export function supports(set: string, version: string): boolean {
  return Office.context.requirements.isSetSupported(set, version);
}
