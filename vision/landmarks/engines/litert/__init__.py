"""Our own pose pipeline: BlazePose's two networks run by LiteRT, and the graph around them.

What MediaPipe's graph does with the same networks is done here in NumPy and OpenCV, after its
published sources (Apache-2.0, google-ai-edge/mediapipe, tag v0.10.33). Where a constant is said to
come from a file, it is one of those, under ``mediapipe/``. docs/engine.md draws the whole of it.
"""
