"""``unknot check``: photographs, judged one by one."""
