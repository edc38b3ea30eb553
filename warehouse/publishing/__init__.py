"""What leaves the warehouse for readers: allowed tables and columns, their definitions, files and exports."""
