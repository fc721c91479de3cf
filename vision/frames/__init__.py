"""Where pictures come from and go to: cameras, recordings, the annotated file."""

# Before PyAV, whatever is imported first: both bring a libxcb-shm of the same name, and with PyAV's
# OpenCV's window hangs when it is opened.
import cv2 as _cv2  # noqa: F401
