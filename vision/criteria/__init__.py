"""From numbers to verdicts: met, missed or unseen."""
