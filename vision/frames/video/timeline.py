"""Turn the timestamps a file holds into the strictly increasing times the program counts with."""

from __future__ import annotations

CLOCK_RESTARTED_S = 1.0
"""A longer step back is a new start of the clock (joined files), not a disordered picture."""


class Timeline:
    """Place pictures on one time axis that starts at 0 and only goes forward.

    A picture without a timestamp comes one usual picture length after the one before. A picture
    stamped the same as, or a little before, the one before is left out: there is no telling when
    it was shown. When the stamps step back by more than `CLOCK_RESTARTED_S`, as in recordings
    joined end to end, time goes on from the last picture.

    Parameters
    ----------
    usual_step_s
        Seconds between pictures, for where a file does not say.

    """

    def __init__(self, usual_step_s: float) -> None:
        self._usual_step_s = usual_step_s
        self._origin_s = 0.0
        self.last_s: float | None = None
        """Seconds of the last picture placed; None before the first."""

    def place(self, stamp_s: float | None) -> float | None:
        """Give the time of the next picture.

        Parameters
        ----------
        stamp_s
            Presentation time the file gives, in seconds from any origin; None when it gives none.

        Returns
        -------
        float | None
            Seconds since the first picture, greater than every one before; None to leave it out.

        """
        if self.last_s is None:
            self._origin_s = stamp_s or 0.0
            self.last_s = 0.0
            return self.last_s
        t_s = self._next_s(self.last_s, stamp_s)
        if t_s <= self.last_s:
            return None
        self.last_s = t_s
        return t_s

    def _next_s(self, last_s: float, stamp_s: float | None) -> float:
        if stamp_s is None:
            return last_s + self._usual_step_s
        t_s = stamp_s - self._origin_s
        if last_s - t_s <= CLOCK_RESTARTED_S:
            return t_s
        self._origin_s = stamp_s - last_s - self._usual_step_s
        return last_s + self._usual_step_s
