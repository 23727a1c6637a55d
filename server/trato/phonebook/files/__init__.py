"""Phone lists as files: vCard 2.1, 3.0 and 4.0, CSV and Excel, in and out."""
