SELECT 'sad'::mood
