"""What is kept: units, points, meetings, chat and recordings, in SQLite or PostgreSQL."""
