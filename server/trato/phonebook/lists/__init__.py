"""Phone lists kept both ways: a folder of Outlook contacts for people of the CRM, merged field by field."""
