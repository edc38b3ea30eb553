"""The breach register: incidents with personal data, whom to tell, and who still has to be told."""
