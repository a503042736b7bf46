"""An incident, what can be done to it, and the program around it."""
