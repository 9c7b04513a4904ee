"""Jobs that users saved or hid."""
