"""The questions that reps ask of a customer, and what they are answered from: orders, promotions, collateral."""
