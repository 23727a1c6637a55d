/** Opportunities as the list's rows have them, and what one can choose from. */
import type { PipelineRow } from "../src/api/pipeline";

export const NOW = "2026-11-24T09:30:00Z";
export const CHOICES = {
  stages: [
    { key: "needs", name: "Needs", probability: 25 },
    { key: "proposal", name: "Proposal", probability: 50 },
  ],
  owners: [
    { id: "1", name: "Luis Pardo" },
    { id: "2", name: "Ana Ruiz" },
  ],
  territories: [],
  groups: ["A"],
  currencies: ["EUR"],
  products: [],
  fields: [],
};

export function row(id: string, name: string, change: Partial<PipelineRow> = {}): PipelineRow {
  return {
    opportunity: {
      id,
      name,
      account_id: "10",
      stage: { key: "proposal", name: "Proposal", position: 3, of: 5 },
      amount: { value: "125000.00", currency: "EUR" },
      close_date: "2026-12-15",
      probability: null,
      products: [],
      next_step: { date: "2026-11-27", objective: "Agree on delivery" },
      decision_maker: { contact_id: "5", name: "Luis Ortega", met: false },
      owner: { id: "1", name: "Luis Pardo" },
      is_open: true,
      etag: "1",
    },
    account: { id: "10", name: "Norte SA" },
    group: "A",
    territory: "North",
    created_on: "2026-01-15",
    invoice_date: null,
    monthly_amount: null,
    probability: 50,
    wants: "",
    product_names: [],
    units: null,
    competitors: [],
    main_competitor: "",
    last_interaction: null,
    next_interaction: null,
    closure: null,
    custom: {},
    ...change,
  };
}
