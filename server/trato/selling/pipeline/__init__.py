"""The list of opportunities: filters, order, groups and totals, for tables, boards, calendars and forecasts."""
