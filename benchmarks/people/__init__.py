"""Many people in many postures, ours and others', rendered: to set and to test recognition on."""
