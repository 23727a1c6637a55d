/** What the Trato server tells the stand-in Outlook: where the Graph sandbox is and who works there. */

export interface HostUser {
  readonly upn: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly language: string;
}

export interface HostConfig {
  readonly graphUrl: string;
  readonly loginUrl: string;
  readonly tenantId: string;
  readonly outlookClientId: string;
  readonly apiScope: string;
  readonly now: string;
  readonly users: readonly HostUser[];
}

export async function loadHostConfig(): Promise<HostConfig> {
  const response = await fetch("/outlook/config.json");
  if (!response.ok)
    throw new Error(`The server has no stand-in Outlook (${response.status}). Start it with "trato demo".`);
  return (await response.json()) as HostConfig;
}
