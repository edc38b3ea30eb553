-- One row per letter of an investigating department.
SELECT letter_no AS id, ticket_no AS complaint_id, receive_time AS received_at, reply_time AS replied_at
FROM app.public.t_authority_letter
