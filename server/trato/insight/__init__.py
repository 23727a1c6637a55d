"""What the figures say: counts and, later, forecast, quota, cycle and exports."""
