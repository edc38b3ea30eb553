"""Where an organisation keeps its users' data: configuration, connections, catalog."""
