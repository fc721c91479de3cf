"""The moving pictures of the poses: a calm figure on a mat, led into each pose and out of it.

`python -m tools.pictures` renders them into `routines/pictures`.
"""
