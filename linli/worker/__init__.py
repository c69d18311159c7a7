"""The worker: runs what was announced, and the timetable. Any number of them may run at once."""
