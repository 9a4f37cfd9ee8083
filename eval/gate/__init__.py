"""What must hold before a change is let in: baseline, comparison, rules."""
