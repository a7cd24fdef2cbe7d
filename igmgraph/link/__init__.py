"""Links to other datasets: candidates are looked up, scored with their reasons, and kept for a person to decide."""
