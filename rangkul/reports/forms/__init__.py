"""Shape and words of the room's forms, by who fills them in: the flow, the inbox, the desk."""
