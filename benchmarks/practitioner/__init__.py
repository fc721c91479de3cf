"""A synthetic practitioner: a body whose joints are known, posed, moved and rendered.

It builds the demo clip, and gives tests and benchmarks pictures with the truth attached.
"""
