"""What is heard of a session, and when: as data, without any sound."""
