"""The Compare page: two to four places side by side, peers, and the builder of a user's own region."""
