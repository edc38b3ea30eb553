-- One row per post or comment of a member, with what tells the author's own details from other people's.
SELECT
    post.post_no AS id,
    post.member_no AS author_id,
    post.content AS body,
    author.mobile AS author_phone,
    author.id_card_no AS author_id_number,
    post.publish_time AS published_at,
    post.remove_time AS removed_at
FROM app.public.t_post AS post
JOIN app.public.t_member AS author ON author.member_no = post.member_no
