"""The parts of `benchmarks.accuracy_synthetic`: cases, pictures, truth, comparison, tables."""
