"""From verdicts to a practice: steps, holds, breath, events."""
